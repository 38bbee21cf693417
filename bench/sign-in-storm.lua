-- Signs in; what was answered is counted by status.
local statuses = {}
request = function()
  return wrk.format("POST", "/auth/token", {
    ["Authorization"] = "Basic YmVuY2g6YmVuY2g=",
    ["Content-Type"] = "application/x-www-form-urlencoded",
  }, "grant_type=password&username=bench&password=correct+horse+battery+staple")
end
response = function(status)
  statuses[status] = (statuses[status] or 0) + 1
  counted = ""
  for code, number in pairs(statuses) do counted = counted .. code .. "=" .. number .. " " end
end
local threads = {}
setup = function(thread) table.insert(threads, thread) end
done = function()
  for _, thread in ipairs(threads) do io.write("answers ", thread:get("counted") or "none", "\n") end
end
