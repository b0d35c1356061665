import { createHash } from 'node:crypto';
import type { Answer } from '../http.ts';
import { type Html, html } from './html.ts';
import { STYLE } from './style.ts';

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** A page without scripts. `formTarget`: the app that the browser goes to after the form, which CSP counts as its target. */
export function page(status: number, title: string, content: Html, formTarget = ''): Answer {
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Cruddur</title>
<style>${{ markup: STYLE }}</style>
</head>
<body>
<main>
${LOGO}
<h1>${title}</h1>
${content}
</main>
<footer>A local user pool on this machine. It is not AWS, and no mail leaves it.</footer>
</body>
</html>`;
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': [
        "default-src 'none'",
        `style-src 'sha256-${STYLE_HASH}'`,
        `form-action 'self' ${formTarget}`.trim(),
        "frame-ancestors 'none'",
        "base-uri 'none'",
      ].join('; '),
    },
    body: document.markup,
  };
}

const LOGO = html`<svg viewBox="0 0 48 40" width="48" height="40" role="img" aria-label="Cruddur">
<path d="M10 2h28a8 8 0 0 1 8 8v14a8 8 0 0 1-8 8H22l-10 7v-7h-2a8 8 0 0 1-8-8V10a8 8 0 0 1 8-8z" fill="#9500ff"/>
<g fill="#fff"><circle cx="14" cy="17" r="3"/><circle cx="24" cy="17" r="3"/><circle cx="34" cy="17" r="3"/></g>
</svg>`;
