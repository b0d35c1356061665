-- Sends the bearer tokens of a file, one per line, in turn; prints what came back as JSON.
local requests = {}
local turn = 0

function init(args)
  for token in io.lines(args[1]) do
    requests[#requests + 1] = wrk.format('GET', '/', { ['Host'] = 'localhost', ['Authorization'] = 'Bearer ' .. token })
  end
end

function request()
  turn = turn % #requests + 1
  return requests[turn]
end

function done(summary, latency)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  local line = '\nresult {"requests":%d,"micros":%d,"failed":%d,"p99Micros":%d}\n'
  io.write(line:format(summary.requests, summary.duration, failed, latency:percentile(99)))
end
