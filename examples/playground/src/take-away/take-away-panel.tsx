export function TakeAwayPanel() {
  return <p>Not built yet.</p>;
}
