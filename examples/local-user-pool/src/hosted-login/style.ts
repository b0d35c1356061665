/** The look of all pages. Its hash is in their Content-Security-Policy. */
export const STYLE = `
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:flex;flex-direction:column;align-items:center;justify-content:center;gap:1.5rem;
padding:1.5rem;color:#f4effa;background:#0e031c radial-gradient(ellipse at 50% -20%,#5b0f9c 0,#0e031c 65%) no-repeat;
font:16px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
main{width:100%;max-width:26rem;padding:2rem;border:1px solid #3a2456;border-radius:1rem;background:#150727;
box-shadow:0 1rem 3rem #0008}
h1{margin:0 0 1.25rem;font-size:1.5rem;line-height:1.2}
p{margin:0 0 1rem}
label{display:block;margin:0 0 .35rem;font-size:.875rem;color:#d3c5e6}
input{width:100%;min-height:2.75rem;margin:0 0 1rem;padding:.5rem .75rem;border:1px solid #6b5488;border-radius:.5rem;
background:#0b0216;color:inherit;font:inherit}
button,.button{display:block;width:100%;min-height:2.75rem;padding:.6rem 1rem;border:0;border-radius:2rem;background:#9500ff;
color:#fff;font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer}
button:hover{background:#a72bff}
.quiet{border:1px solid #6b5488;background:transparent}
.quiet:hover{background:#2a1445}
.account{margin:0 0 .75rem;border-radius:.75rem;text-align:left}
.account small{display:block;font-weight:400;color:#d3c5e6}
a{color:#cf9dff}
:focus-visible{outline:3px solid #cf9dff;outline-offset:2px}
.or{display:flex;align-items:center;gap:.75rem;margin:1.25rem 0;color:#b9a8d0;font-size:.875rem}
.or::before,.or::after{content:"";flex:1;height:1px;background:#3a2456}
.alert{padding:.75rem 1rem;border:1px solid #ff8f9f;border-radius:.5rem;background:#3b0c1c;color:#ffc9d1}
code{overflow-wrap:anywhere;color:#e4ccff}
ul{margin:0 0 1rem;padding-left:1.25rem}
@media(max-width:480px){body{padding:1rem}main{padding:1.25rem}button,.button{padding:.6rem}}
footer{max-width:26rem;color:#b9a8d0;font-size:.875rem;text-align:center}
`;
