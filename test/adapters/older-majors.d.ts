// The older majors stand under an alias, and their typings would be those of the newer ones.
declare module 'express4' {
  export { default } from 'express';
}

declare module 'koa2' {
  export { default } from 'koa';
}
