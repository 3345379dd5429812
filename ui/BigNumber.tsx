import { classNames } from './className.ts'

export type BigNumberProps = {
  /** What the number is, e.g. "Your number". */
  readonly label: string
  readonly value: string
  /** Name under which a live region changes it (see LiveRegion). */
  readonly part?: string
  readonly tone?: 'plain' | 'called'
}

/** One number that must be seen at once: a ticket, a counter, how many are before you. */
export function BigNumber({ label, value, part, tone = 'plain' }: BigNumberProps) {
  return (
    <p className={classNames('dran-big-number', tone === 'called' && 'dran-big-number--called')}>
      <span className="dran-big-number__label">{label}</span>{' '}
      <span className="dran-big-number__value" data-live-part={part}>
        {value}
      </span>
    </p>
  )
}
