-- What wrk sends; `wrk … -- case folder`. Counts what is not answered by 2xx (wrk calls those
-- non-2xx itself) and keeps refresh tokens going round.
local headers, lines, case = {}, {}, ""
local refresh = {}

local function read(folder, name)
  local all = {}
  for line in io.lines(folder .. "/" .. name) do all[#all + 1] = line end
  return all
end

-- Set for each thread by setup.
number = 0
local threads = 0
function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(args)
  case = args[1]
  local folder = args[2]
  math.randomseed(number + 1)
  local bearer = "Bearer " .. read(folder, "token")[1]
  local basic = "Basic YmVuY2g6YmVuY2g="             -- bench:bench
  local form = "application/x-www-form-urlencoded"
  headers["Accept"] = "application/json"
  if case == "read" then
    headers["Authorization"] = bearer
    lines = read(folder, "ids")
  elseif case == "identifier" then
    headers["Authorization"] = bearer
    lines = read(folder, "identifiers")
  elseif case == "family" then
    headers["Authorization"] = bearer
    lines = read(folder, "families")
  elseif case == "create" then
    headers["Authorization"] = bearer
    headers["Content-Type"] = "application/json"
    wrk.body = table.concat(read(folder, "patient.json"), "\n")
  else
    headers["Content-Type"] = form
    headers["Authorization"] = basic
    if case == "credentials" then
      wrk.body = "grant_type=client_credentials"
    elseif case == "credentials-jwt" then
      headers["Authorization"] = "Basic YmVuY2gtand0OmJlbmNo" -- bench-jwt:bench
      wrk.body = "grant_type=client_credentials"
    elseif case == "introspect" then
      wrk.body = "token=" .. read(folder, "token")[1]
    elseif case == "refresh" then
      -- Each thread has its own half; a token that is in flight is not in the list.
      local all = read(folder, "refresh")
      for i = number + 1, #all, 2 do refresh[#refresh + 1] = all[i] end
      -- Only here: wrk is slower where it has to hand over the answers.
      response = function(status, _, body)
        if status == 200 then
          refresh[#refresh + 1] = body:match('"refresh_token" ?: ?"([^"]+)"')
        end
      end
    end
  end
end

function request()
  if case == "read" then
    return wrk.format("GET", "/Patient/" .. lines[math.random(#lines)], headers)
  elseif case == "identifier" then
    return wrk.format("GET", "/Patient?identifier=" .. lines[math.random(#lines)], headers)
  elseif case == "family" then
    return wrk.format("GET", "/Patient?_count=20&family=" .. lines[math.random(#lines)], headers)
  elseif case == "create" then
    return wrk.format("POST", "/Patient", headers, wrk.body)
  elseif case == "introspect" then
    return wrk.format("POST", "/auth/introspect", headers, wrk.body)
  elseif case == "refresh" then
    local token = table.remove(refresh, 1)
    return wrk.format("POST", "/auth/token", headers, "grant_type=refresh_token&refresh_token=" .. token)
  end
  return wrk.format("POST", "/auth/token", headers, wrk.body)
end
