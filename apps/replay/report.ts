import type { Way, WayFigures } from '#features/promise/model/replay/tally.ts'
import type { Counted, Replay } from './replay.ts'

const NAMES: Readonly<Record<Way, string>> = {
  engine: 'Dran',
  naive: 'naive formula',
  lastCalled: 'last called (LES)',
  headOfLine: 'first in line (HOL)',
}
/** An interval that holds nine in ten comes out between these. */
const SOUND = { least: 0.88, most: 0.94 } as const
const MOST_SHOWN = 40

/** What a replay found, for people to read. */
export function reportText(path: string, replay: Replay): string {
  const { form, lines, used, sites, days, learnedDays, calls, meanWait } = replay
  const wait = meanWait === null ? '' : `, mean wait ${minutes(meanWait)} min`
  return [
    `${path}: ${form}, ${counted(lines, 'line')}, ${number(used)} used, ${number(lines - used)} left out`,
    ...countedLines('Left out:', replay.refused),
    ...countedLines('Read otherwise than it stands:', replay.notes),
    ...(replay.unknownColumns.length ? [`Columns not used: ${replay.unknownColumns.join(', ')}`] : []),
    '',
    `${counted(sites, form === 'visits' ? 'site' : 'line')}, ${counted(days, 'day')} with lines; ${learnedDays} of them only learned from`,
    `${counted(calls, form === 'visits' ? 'call' : 'wait')} foreseen and counted${wait}`,
    ...countedLines('Not counted:', replay.uncounted),
    ...(form === 'snapshots' ? ['', SNAPSHOTS] : []),
    ...(calls > 0
      ? ['', ...ways(replay.ways), '', ...verdict(replay.ways), '', ...margins(replay)]
      : ['', NOTHING]),
  ].join('\n')
}

const SNAPSHOTS =
  'Snapshots show no durations and no people: what stands as Dran here is a regression on what they show, not the simulation.'
const NOTHING = 'Nothing could be counted: too few days, or no line with a call on the days that count.'

function countedLines(title: string, counted: readonly Counted[]): string[] {
  if (counted.length === 0) return []
  return [title, ...counted.map(({ what, count }) => `  ${number(count).padStart(9)}  ${what}`)]
}

function ways(figures: readonly WayFigures[]): string[] {
  return table([
    [
      '',
      'mean error',
      '÷ naive (95 in 100)',
      'inside 90 %',
      'width',
      'interval score',
      'called before',
      'missed when back',
      'left then',
    ],
    ...figures.map((each) => [
      NAMES[each.way],
      `${minutes(each.meanError)} min`,
      each.toNaive
        ? `${ratio(each.toNaive.ratio)} (${ratio(each.toNaive.from)}–${ratio(each.toNaive.to)})`
        : '–',
      percent(each.coverage),
      `${minutes(each.width)} min`,
      minutes(each.intervalScore),
      percent(each.calledBefore),
      percent(each.missedWhenBack),
      `${minutes(each.leftWhenBack)} min`,
    ]),
  ])
}

/** What the figures allow to say, and no more. */
function verdict(figures: readonly WayFigures[]): string[] {
  const own = figures.find(({ way }) => way === 'engine')
  if (!own?.toNaive) return []
  const { ratio: whole, from, to } = own.toNaive
  const error =
    to < 1
      ? `Dran errs less than the naive formula: ${percent(1 - whole)} less on these days.`
      : from > 1
        ? `Dran errs more than the naive formula here: ${percent(whole - 1)} more.`
        : 'Whether Dran errs less than the naive formula cannot be said from these days.'
  const isSound = own.coverage >= SOUND.least && own.coverage <= SOUND.most
  return [
    error,
    isSound
      ? `Its intervals hold: the call came inside ${percent(own.coverage)} of the time.`
      : `Its intervals do not hold as they should: the call came inside ${percent(own.coverage)} of the time, not 90 %.`,
  ]
}

function margins({ margins: all }: Replay): string[] {
  const shown = all.slice(0, MOST_SHOWN)
  if (shown.length === 0) return []
  const rest = all.length - shown.length
  return [
    'Inside Dran’s 90 % interval, of each with at least 100 calls (below five minutes: not after it):',
    ...table(
      shown.map(({ margin, value, calls, coverage }) => [
        `  ${margin}`,
        value,
        number(calls),
        `${percent(coverage)}${isOutside(coverage, calls) ? '  !' : ''}`,
      ]),
    ),
    ...(rest > 0 ? [`  … and ${rest} more: --json has them all`] : []),
  ]
}

/** Further from what is promised than chance alone would bring it with so many calls. */
function isOutside(coverage: number, calls: number): boolean {
  const chance = 2 * Math.sqrt((0.9 * 0.1) / calls)
  return coverage < SOUND.least - chance || coverage > SOUND.most + chance
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column < 1 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  )
}

/** A count with its noun. */
const counted = (count: number, noun: string) => `${number(count)} ${noun}${count === 1 ? '' : 's'}`
const number = (value: number) => value.toLocaleString('en')
const minutes = (value: number) => value.toFixed(1)
const ratio = (value: number) => value.toFixed(2)
const percent = (share: number) => `${(100 * share).toFixed(1)} %`
