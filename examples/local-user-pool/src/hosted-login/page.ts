import { createHash } from 'node:crypto';
import type { Answer } from '../http.ts';
import { type Html, html } from './html.ts';
import { STYLE } from './style.ts';

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/**
 * A page without scripts. `formTarget` is the origin of the app: CSP also applies `form-action` to the redirect after a form,
 * and that leads to the app.
 */
export function page(status: number, title: string, content: Html, formTarget = ''): Answer {
  const document = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Local user pool</title>
<style>${{ markup: STYLE }}</style>
</head>
<body>
<main>
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
