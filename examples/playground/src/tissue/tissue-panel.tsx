export function TissuePanel() {
  return <p>Not built yet.</p>;
}
