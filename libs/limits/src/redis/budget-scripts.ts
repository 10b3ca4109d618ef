// `BudgetRule` in Lua. Redis runs one script at a time: what it reads is still so when it writes. Time is the caller's; the key's
// own expiry makes room, a minute late for clocks that differ, and decides nothing.

/** After the first arguments comes the list of waits: the first stands after the last free attempt, and the last one goes on. */
const WAIT_AFTER = `
  local function wait_after(spent, free, first)
    if spent < free then return 0 end
    return tonumber(ARGV[math.min(first + spent - free, #ARGV)])
  end`;

const NUMBERS = `
  local function digits(number) return string.format('%.0f', number) end
  local stored = redis.call('HMGET', KEYS[1], 'spent', 'began_at', 'opens_at', 'expires_at')
  local spent, began_at, opens_at, expires_at =
    tonumber(stored[1]), tonumber(stored[2]), tonumber(stored[3]), tonumber(stored[4])`;

/** Answers until when nothing can be spent; nil where it was. Arguments: now, free, max, lifetime, 1 for since the first, waits … */
export const SPEND = `${WAIT_AFTER}${NUMBERS}
  local now, free, max, lifetime = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
  if not spent or expires_at <= now then
    spent, began_at, opens_at, expires_at = 0, now, now, now + lifetime
  end
  if spent >= max then return expires_at end
  if spent >= free and opens_at > now then return opens_at end
  spent, began_at = spent + 1, math.min(began_at, now)
  opens_at = now + wait_after(spent, free, 6)
  if ARGV[5] ~= '1' then expires_at = now + lifetime end
  redis.call('HSET', KEYS[1], 'spent', digits(spent), 'began_at', digits(began_at), 'opens_at', digits(opens_at),
    'expires_at', digits(expires_at))
  redis.call('PEXPIRE', KEYS[1], digits(expires_at - now + 60000))
  return nil`;

/** Arguments: when it was spent, free, waits … */
export const GIVE_BACK = `${WAIT_AFTER}${NUMBERS}
  local spent_at, free = tonumber(ARGV[1]), tonumber(ARGV[2])
  if not spent or began_at > spent_at then return nil end
  if spent <= 1 then
    redis.call('DEL', KEYS[1])
    return nil
  end
  if opens_at == spent_at + wait_after(spent, free, 3) then
    redis.call('HSET', KEYS[1], 'opens_at', digits(spent_at))
  end
  redis.call('HSET', KEYS[1], 'spent', digits(spent - 1))
  return nil`;
