export function QuizPanel() {
  return <p>Not built yet.</p>;
}
