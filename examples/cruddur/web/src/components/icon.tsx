const PATHS = {
  home: 'M3 11.5 12 4l9 7.5M5.5 10v10h13V10M10 20v-6h4v6',
  messages: 'M4 5.5h16v13H4zM4 6.5l8 6.5 8-6.5',
  moderation: 'M12 3.5l7.5 3v5.5c0 4.5-3 7.5-7.5 8.5-4.5-1-7.5-4-7.5-8.5V6.5zM9 12l2.2 2.2L15.2 10',
  security: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3M12 14.5v2.5',
  signIn: 'M14 4h5v16h-5M4 12h10M10.5 8.5 14 12l-3.5 3.5',
  signOut: 'M10 4H5v16h5M9.5 12H20M16.5 8.5 20 12l-3.5 3.5',
  signUp: 'M10 11.5a3.8 3.8 0 1 0 0-7.6 3.8 3.8 0 0 0 0 7.6ZM3 20c.5-3.8 3.3-6 7-6s6.5 2.2 7 6M19 7v6M16 10h6',
  inbox: 'M4 13l2.5-8h11L20 13v6.5H4zM4 13h4.5l1.5 2.5h4l1.5-2.5H20',
  clock: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 7.5V12l3 2',
  back: 'M19 12H5M11 6l-6 6 6 6',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
      <path
        d={PATHS[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
