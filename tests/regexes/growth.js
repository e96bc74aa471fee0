// Reads [{source, flags, attacks: [[prefix, pump, suffix], ...]}] and prints, for each expression,
// the first attack whose time grows faster than its text; see regex_growth.py.
const [SCREENED, SMALL, LARGE, TOLERATED, SUSPECT] = [400, 2000, 16000, 20, 0.06];

const text = ([prefix, pump, suffix], size) =>
  prefix + pump.repeat(Math.max(Math.floor(size / pump.length), 1)) + suffix;

function milliseconds(expression, input) {
  const start = process.cpuUsage();
  if (expression.global) input.replace(expression, "");
  else expression.exec(input);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

function slow({ source, flags, attacks }) {
  const expression = new RegExp(source, flags);
  for (const attack of attacks) {
    if (milliseconds(expression, text(attack, SCREENED)) < SUSPECT) continue;
    const times = (size) => milliseconds(expression, text(attack, size));
    const grows = () => times(LARGE) > TOLERATED * Math.max(times(SMALL), 0.05);
    // What else the machine or the engine does may slow one try down, not all.
    if (Array.from({ length: 5 }, grows).every(Boolean)) return attack;
  }
  return null;
}

const asked = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(asked.map(slow)));
