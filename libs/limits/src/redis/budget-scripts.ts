// `BudgetRule` in Lua. Redis runs scripts one at a time, so each script is atomic. The caller passes the time. The expiry of keys only
// saves space: it is a minute late, because the clocks of instances differ.

const COMMON = `
  local function wait_after(spent, free, first_delay, max_delay)
    if spent < free then return 0 end
    return math.min(max_delay, first_delay * 2 ^ (spent - free))
  end
  local function numbers(first, count)
    local list = {}
    for place = 0, count - 1 do list[place + 1] = tonumber(ARGV[first + place]) end
    return unpack(list)
  end
  local function digits(number) return string.format('%.1f', number) end
  local function stored(key)
    local values = redis.call('HMGET', key, 'spent', 'began_at', 'opens_at', 'expires_at')
    return tonumber(values[1]), tonumber(values[2]), tonumber(values[3]), tonumber(values[4])
  end`;

/**
 * Spends from all budgets and returns nil, or spends from none and returns the time until which one refuses. Arguments: now; and for each
 * key free, first delay, longest delay, max, lifetime, 1 if its lifetime starts with the first attempt, 1 for a part, 1 for a whole.
 */
export const SPEND = `${COMMON}
  local now = tonumber(ARGV[1])
  local outcomes = {}
  local whole_began_at = 0
  for index, key in ipairs(KEYS) do
    local free, first_delay, max_delay, max, lifetime, since_first, is_part, is_whole =
      numbers(2 + (index - 1) * 8, 8)
    local spent, began_at, opens_at, expires_at = stored(key)
    if not spent or expires_at <= now or (is_part == 1 and began_at ~= whole_began_at) then
      if is_part == 1 then began_at = whole_began_at else began_at = math.max(now, began_at or now) end
      spent, opens_at, expires_at = 0, now, now + lifetime
    end
    if spent >= max then return expires_at end
    if spent >= free and opens_at > now then return opens_at end
    spent = spent + 1
    if is_part ~= 1 and is_whole ~= 1 then began_at = math.min(began_at, now) end
    if since_first ~= 1 then expires_at = now + lifetime end
    outcomes[index] = { spent, began_at, now + wait_after(spent, free, first_delay, max_delay), expires_at }
    whole_began_at = began_at
  end
  for index, key in ipairs(KEYS) do
    local spent, began_at, opens_at, expires_at = unpack(outcomes[index])
    redis.call('HSET', key, 'spent', digits(spent), 'began_at', digits(began_at), 'opens_at', digits(opens_at),
      'expires_at', digits(expires_at))
    redis.call('PEXPIRE', key, string.format('%.0f', expires_at - now + 60000))
  end
  return nil`;

/** Arguments: the time of the attempt; and for each key free, first delay, longest delay. */
export const GIVE_BACK = `${COMMON}
  local spent_at = tonumber(ARGV[1])
  for index, key in ipairs(KEYS) do
    local free, first_delay, max_delay = numbers(2 + (index - 1) * 3, 3)
    local spent, began_at, opens_at = stored(key)
    if spent and began_at <= spent_at then
      if spent <= 1 then
        redis.call('DEL', key)
      else
        if opens_at == spent_at + wait_after(spent, free, first_delay, max_delay) then
          redis.call('HSET', key, 'opens_at', digits(spent_at))
        end
        redis.call('HSET', key, 'spent', digits(spent - 1))
      end
    end
  end
  return nil`;

/**
 * Resets budgets. Keeps `began_at` for a minute, half a millisecond later: a new budget with the same `began_at` would count the old
 * parts again.
 */
export const FORGET = `${COMMON}
  for _, key in ipairs(KEYS) do
    local spent, began_at = stored(key)
    if spent then
      redis.call('HSET', key, 'spent', '0', 'began_at', digits(began_at + 0.5), 'expires_at', '0')
      redis.call('PEXPIRE', key, '60000')
    end
  end
  return nil`;

/** Argument: now. */
export const BEGUN_AT = `${COMMON}
  local spent, began_at, opens_at, expires_at = stored(KEYS[1])
  if spent and expires_at > tonumber(ARGV[1]) then return digits(began_at) end
  return nil`;
