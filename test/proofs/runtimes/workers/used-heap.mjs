// Prints how many bytes an isolate holds. In a process of its own, because Node 20 has a WebSocket only behind a flag:
// node --experimental-websocket used-heap.mjs ws://127.0.0.1:1234/isolate
const socket = new WebSocket(process.argv[2]);
socket.addEventListener('open', () => socket.send(JSON.stringify({ id: 1, method: 'Runtime.getHeapUsage' })));
socket.addEventListener('message', ({ data }) => {
  const { id, result } = JSON.parse(data);
  // Events come here too.
  if (id !== 1) return;
  console.log(result.usedSize);
  socket.close();
});
