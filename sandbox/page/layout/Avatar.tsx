/** A round sign with somebody's initials, in a colour of their own. */
export function Avatar({ name, isBot = false }: { name: string; isBot?: boolean }) {
  if (isBot) {
    return (
      <span className="avatar bot" aria-hidden="true">
        <svg viewBox="0 0 32 32" role="presentation">
          <path d="M6 21c4-9 16-9 20 0M6 21h20M11 21v-4M16 21v-6M21 21v-4" />
        </svg>
      </span>
    );
  }
  const initials = name.split(' ').map((part) => part.charAt(0));
  const hue = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7);
  return (
    <span className="avatar" style={{ '--hue': hue } as React.CSSProperties} aria-hidden="true">
      {initials.join('').slice(0, 2)}
    </span>
  );
}
