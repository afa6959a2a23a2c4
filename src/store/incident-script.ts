/** As long as somebody's decision counts; each write begins it anew. */
const keepIncidentsMs = 366 * 24 * 60 * 60 * 1_000;
/** As long as the checks themselves. */
const keepRecordMs = 30 * 24 * 60 * 60 * 1_000;

/**
 * KEYS: a service's incidents, the record of a check (the same key again where there is none to write). ARGV: the version that
 * was read, the record as JSON or '', how many fields to delete, those, then field and value by turns.
 * Answers `recorded` with the earlier record, `again` when another change came first, or `done`.
 */
export const changeIncidentsScript = `
local incidents, record = KEYS[1], KEYS[2]
if ARGV[2] ~= '' then
  local earlier = redis.call('GET', record)
  if earlier then return {'recorded', earlier} end
end
if (redis.call('HGET', incidents, 'version') or '0') ~= ARGV[1] then return {'again'} end
local gone = tonumber(ARGV[3])
for index = 4, 3 + gone do redis.call('HDEL', incidents, ARGV[index]) end
for index = 4 + gone, #ARGV, 2 do redis.call('HSET', incidents, ARGV[index], ARGV[index + 1]) end
if #ARGV > 3 then
  redis.call('HINCRBY', incidents, 'version', 1)
  redis.call('PEXPIRE', incidents, ${keepIncidentsMs})
end
if ARGV[2] ~= '' then redis.call('SET', record, ARGV[2], 'PX', ${keepRecordMs}) end
return {'done'}`;
