/** A speech bubble with three dots, drawn for this example. */
export function Logo({ size = 40 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 48 48" aria-hidden="true" className="logo">
      <path
        fill="#9500ff"
        d="M24 5C12.4 5 4 12.4 4 22c0 5.2 2.5 9.8 6.6 12.9-.3 2.9-1.5 5.5-3.4 7.5-.6.6-.1 1.6.7 1.5 4.6-.4 8.3-2.1 11-4.7 1.6.3 3.3.5 5.1.5 11.6 0 20-7.4 20-17.7C44 12.4 35.6 5 24 5Z"
      />
      <g fill="#fff">
        <circle cx="15" cy="22.5" r="3" />
        <circle cx="24" cy="22.5" r="3" />
        <circle cx="33" cy="22.5" r="3" />
      </g>
    </svg>
  );
}
