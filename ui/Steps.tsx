import type { Language } from '#kernel/language.ts'
import { uiTexts } from './texts.ts'

export type StepsProps = {
  readonly language: Language
  /** Counted from 1. */
  readonly current: number
  readonly total: number
}

/** Where one is in a task of several pages, above the title. */
export function Steps({ language, current, total }: StepsProps) {
  const text = uiTexts(language)('steps.position', { current, total })
  return (
    <div className="kern-progress dran-steps">
      <span className="kern-label kern-label--small" id="steps-position">
        {text}
      </span>
      <progress value={current} max={total} aria-labelledby="steps-position" />
    </div>
  )
}
