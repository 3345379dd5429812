import { useId } from 'react'
import { PAPER_ANSWERS, VERDICTS, WORDS_LIMIT } from '#features/visit/model.ts'
import { useConsole } from '#ui/console/context.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { TextInput } from '#ui/console/TextInput.tsx'
import { Tag } from '#ui/Tag.tsx'
import { mayBeGreen } from '../model.ts'
import { Came } from './Came.tsx'
import { PaperPages } from './PaperPages.tsx'
import type { Saying } from './sayings.ts'
import { precheckTexts, type QueuedPaper } from './texts.ts'

const NO_ANSWER = ''

/** One paper: what came, and what is said of it. Arrow keys choose among the verdicts. */
export function PaperRow(props: {
  readonly paper: QueuedPaper
  readonly saying: Saying | undefined
  readonly onSay: (saying: Saying) => void
}) {
  const { paper, onSay } = props
  const id = useId()
  const saying = props.saying ?? { verdict: null, answer: null, words: '' }
  const { language } = useConsole()
  const t = precheckTexts(language)
  const name = paper.name?.[language] ?? (paper.item || t('other'))
  const asks = saying.verdict === 'question' || saying.verdict === 'missing'
  return (
    <li className="precheck-paper">
      <fieldset className="kern-fieldset">
        <legend className="kern-label">
          {name} {paper.isNew && <Tag kind="info" text={t('new')} />}
        </legend>
        <Came paper={paper} id={`${id}-came`} />
        {paper.handedIn && paper.handedIn.pages > 0 && (
          <PaperPages paper={paper.handedIn.paper} name={name} />
        )}
        <div className="precheck-verdicts">
          {VERDICTS.map((verdict) => (
            <div className="kern-form-check" key={verdict}>
              <input
                className="kern-form-check__radio"
                type="radio"
                id={`${id}-${verdict}`}
                name={id}
                checked={saying.verdict === verdict}
                disabled={verdict === 'green' && !mayBeGreen(paper.handedIn)}
                aria-describedby={`${id}-came`}
                onChange={() => onSay({ ...saying, verdict })}
              />
              <label className="kern-label" htmlFor={`${id}-${verdict}`}>
                {t(`verdict.${verdict}`)}
              </label>
            </div>
          ))}
        </div>
        {asks && (
          <div className="precheck-answer">
            <Picker
              label={t('answer')}
              options={[
                { value: NO_ANSWER, text: t('answer.own') },
                ...PAPER_ANSWERS.map((answer) => ({ value: answer, text: t(`answer.${answer}`) })),
              ]}
              value={saying.answer ?? NO_ANSWER}
              onChange={(value) =>
                onSay({ ...saying, answer: PAPER_ANSWERS.find((answer) => answer === value) ?? null })
              }
            />
            <TextInput
              label={t('words')}
              {...(saying.answer ? { optional: t('optional') } : {})}
              value={saying.words}
              maxLength={WORDS_LIMIT}
              onChange={(words) => onSay({ ...saying, words })}
            />
          </div>
        )}
      </fieldset>
    </li>
  )
}
