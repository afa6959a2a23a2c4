import { endedStates, stepsOfCheck } from '../check/is-ended.ts';

/** Ended checks stay this long, and of each service no more than this many. */
const keepEndedMs = 30 * 24 * 60 * 60 * 1_000;
const keepPerService = 200;
const keepInAll = 1_000;

const steps = stepsOfCheck.map((state, index) => `${state} = ${index + 1}`).join(', ');
const isEnded = endedStates.map((state) => `state == '${state}'`).join(' or ');

/*
 * Each script does one change whole or not at all. Keys that depend on a check's fields are built inside: they share the
 * prefix's hash tag and so lie in the slot of KEYS[1].
 */

/** KEYS: check, unfinished. ARGV: id, requestedAtMs, then field and value by turns. A check that exists is left as it is. */
export const createScript = `
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('HSET', KEYS[1], unpack(ARGV, 3))
redis.call('ZADD', KEYS[2], ARGV[2], ARGV[1])
return 1`;

/**
 * KEYS: check, unfinished, base of the store's keys. ARGV: state, nowMs, outcome JSON or ''.
 * The end of a check releases its reservation, moves it from the unfinished to the history, trims that, and sets its expiry.
 */
export const setStateScript = `
local key, unfinished, base = KEYS[1], KEYS[2], KEYS[3]
local state = redis.call('HGET', key, 'state')
if not state or ${isEnded} then return 0 end
local steps = { ${steps} }
if steps[ARGV[1]] and steps[ARGV[1]] < (steps[state] or 0) then return 0 end
redis.call('HSET', key, 'state', ARGV[1])
state = ARGV[1]
if not (${isEnded}) then return 1 end
if ARGV[3] ~= '' then redis.call('HSET', key, 'outcome', ARGV[3]) end
local fields = redis.call('HMGET', key, 'id', 'service', 'windowMs', 'team')
local own = fields[4] and (base .. ':in:' .. fields[4]) or base
local all = own .. ':history'
local id, now = fields[1], tonumber(ARGV[2])
local reserved = own .. ':reserved:' .. fields[2] .. '@' .. fields[3]
if redis.call('GET', reserved) == id then redis.call('DEL', reserved) end
redis.call('ZREM', unfinished, id)
redis.call('PEXPIRE', key, ${keepEndedMs})
local function keep(history, most, drop)
  redis.call('ZADD', history, now, id)
  redis.call('ZREMRANGEBYSCORE', history, '-inf', now - ${keepEndedMs})
  redis.call('PEXPIRE', history, ${keepEndedMs})
  local surplus = redis.call('ZRANGE', history, 0, -most - 1)
  for _, gone in ipairs(surplus) do
    redis.call('ZREM', history, gone)
    if drop then
      redis.call('DEL', base .. ':check:' .. gone)
      redis.call('ZREM', all, gone)
    end
  end
end
keep(all, ${keepInAll}, false)
keep(own .. ':history:' .. fields[2], ${keepPerService}, true)
return 1`;

/** KEYS: check. ARGV: field and value by turns. Only a check that exists is changed: a late write must not bring one back. */
export const setFieldsScript = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], unpack(ARGV))
return 1`;

/** KEYS: check. ARGV: point, batch, how many batches it has. Answers how many points are over. */
export const pointDoneScript = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local captured = tonumber(redis.call('HGET', KEYS[1], 'captured'))
local batches = tonumber(ARGV[3])
if batches > 1 then
  if redis.call('HSETNX', KEYS[1], 'over:' .. ARGV[1] .. ':' .. ARGV[2], '1') == 0 then return captured end
  if redis.call('HINCRBY', KEYS[1], 'batches:' .. ARGV[1], 1) < batches then return captured end
end
if redis.call('HSETNX', KEYS[1], 'over:' .. ARGV[1], '1') == 1 then return redis.call('HINCRBY', KEYS[1], 'captured', 1) end
return captured`;

/** KEYS: reservation, base of the store's keys. ARGV: id. A reservation of a check that is ended or gone does not count. */
export const reserveScript = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then
  local state = redis.call('HGET', KEYS[2] .. ':check:' .. holder, 'state')
  if state and not (${isEnded}) then return 0 end
end
redis.call('SET', KEYS[1], ARGV[1])
return 1`;

/** KEYS: reservation. ARGV: id. */
export const releaseScript = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;
