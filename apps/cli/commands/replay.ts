import { stat } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { MOST_LINES, replayFile } from '#apps/replay/replay.ts'
import { reportText } from '#apps/replay/report.ts'
import { isZone } from '#kernel/wallTime.ts'
import { type Command, usageProblem } from '../command.ts'

/** The command `./dran replay`. */
export const command: Command = {
  usage: `Usage: ./dran replay FILE [--json] [--zone ZONE] [--learn DAYS]

Walks through real visits of a queue system with only the past known, foresees each call when the person comes, and
puts Dran beside the naive formula, the wait of the last called (LES) and that of the first in line (HOL), each with
intervals made of its own errors. Nothing leaves this machine, and nothing is kept.

FILE is a CSV table with a header line; cells are parted by , ; or tabs. Its columns tell which form it is:

  visits      site, service, class, group, counter, number, day, arrival, appointment, called, ended, outcome
              One line for each visit. Only arrival and called are needed; the more there is, the better.
  snapshots   site, queue, day, time, called, waiting, open
              One line for what a display or feed showed at a moment: number called, people waiting, open counters.

Times: 2026-03-02 08:15, 2026-03-02T08:15:30+01:00, 02.03.2026 08:15, or 08:15 beside a day. Each line that is not used
is named on standard error with its reason. docs/replay.md tells more of the columns and of how to read the outcome.

  --json        one JSON object instead of the tables
  --zone ZONE   the zone of times without offset (Europe/Berlin)
  --learn DAYS  days of each site that are only learned from (half of them, at most 30)

At most ${MOST_LINES.toLocaleString('en')} lines are read.`,
  run: async (args) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        zone: { type: 'string', default: 'Europe/Berlin' },
        learn: { type: 'string' },
      },
    })
    const [path] = positionals
    if (path === undefined || positionals.length > 1) throw usageProblem('name one file')
    const isFile = await stat(path).then(
      (found) => found.isFile(),
      () => false,
    )
    if (!isFile) throw usageProblem(`there is no file "${path}"`)
    if (!isZone(values.zone)) throw usageProblem(`there is no zone "${values.zone}"`)
    const learn = daysFrom(values.learn)
    const result = await replayFile({
      path,
      zone: values.zone,
      ...(learn === undefined ? {} : { learn }),
      refused: (text) => console.error(text),
      progress: (text) => console.error(`… ${text}`),
    })
    if (!result.ok) {
      console.error(`dran replay: ${result.said}`)
      return 1
    }
    console.log(values.json ? JSON.stringify(result.replay) : reportText(path, result.replay))
    return 0
  },
}

function daysFrom(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d{1,4}$/.test(text)) throw usageProblem('--learn wants a number of days')
  return Number(text)
}
