// Flows through small random networks, against every way to send them.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { addArc, cheapestFlow, largestFlow, newNetwork } from './flow.ts';
import { drawFrom } from './random.ts';

it('the cheapest largest flow from units to people is as cheap as the best of all assignments', () => {
  for (let seed = 0; seed < 200; seed += 1) {
    const draw = drawFrom(seed);
    const [units, people] = [1 + draw.below(4), 1 + draw.below(3)];
    const costs = Array.from({ length: units }, () =>
      Array.from({ length: people }, () => (draw.next() < 0.3 ? -1 : draw.below(9))),
    );
    const room = Array.from({ length: people }, () => draw.below(3));
    // Every unit sends one, or stays.
    let [most, least] = [0, 0];
    for (let code = 0; code < (people + 1) ** units; code += 1) {
      const to = Array.from({ length: units }, (_, u) => (Math.floor(code / (people + 1) ** u) % (people + 1)) - 1);
      if (to.some((p, u) => p >= 0 && costs[u]![p]! < 0) || room.some((most_, p) => to.filter(one => one === p).length > most_))
        continue;
      const sent = to.filter(p => p >= 0).length;
      const cost = to.reduce((sum, p, u) => sum + (p < 0 ? 0 : costs[u]![p]!), 0);
      if (sent > most || (sent === most && cost < least)) [most, least] = [sent, cost];
    }
    const network = () => {
      const made = newNetwork(units + people + 2);
      const [source, sink] = [units + people, units + people + 1];
      costs.forEach((row, u) => {
        addArc(made, source, u, 1);
        row.forEach((cost, p) => {
          if (cost >= 0) addArc(made, u, units + p, 1, cost);
        });
      });
      room.forEach((most_, p) => {
        addArc(made, units + p, sink, most_);
      });
      return { made, source, sink };
    };
    const large = network();
    assert.equal(largestFlow(large.made, large.source, large.sink), most, `seed ${seed}`);
    const cheap = network();
    assert.equal(cheapestFlow(cheap.made, cheap.source, cheap.sink), least, `seed ${seed}`);
  }
});
