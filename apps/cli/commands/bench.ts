import { parseArgs } from 'node:util'
import { figureTable, type GroupResult, machine } from '#apps/bench/figure.ts'
import { groups } from '#apps/bench/groups.ts'
import { type Command, usageProblem } from '../command.ts'

/** The command `./dran bench`. */
export const command: Command = {
  usage: `Usage: ./dran bench [GROUP] [--json] [--long]

Measures figures, each beside a baseline from the same run, on a database of its own.
A group takes at most 8 minutes. Without GROUP all groups run.

  --json   one JSON object for each group: {group, machine, figures: [{id, value, unit, baseline, ratio, target, holds}]}
  --long   also the heavy figures

Groups: ${groups.map((group) => `${group.name} (${group.summary})`).join('; ')}`,
  run: async (args) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false }, long: { type: 'boolean', default: false } },
    })
    const wanted = positionals.length ? groups.filter((group) => positionals.includes(group.name)) : groups
    if (wanted.length < positionals.length)
      throw usageProblem(`There is no such group: ${positionals.join(', ')}`)
    let allHold = true
    for (const group of wanted) {
      const figures = await group.run({ long: values.long, say: (line) => console.error(line) })
      const result: GroupResult = { group: group.name, machine: machine(), figures }
      console.log(values.json ? JSON.stringify(result) : figureTable(result))
      allHold &&= figures.every((figure) => figure.holds)
    }
    return allHold ? 0 : 1
  },
}
