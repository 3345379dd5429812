import { CheckBox } from '#ui/console/CheckBox.tsx'
import { useConsole } from '#ui/console/context.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { TextInput } from '#ui/console/TextInput.tsx'
import { ARROWS, LINES } from '../model.ts'
import { LANGUAGES, type TypedCounter } from './setupTyped.ts'
import { capacityTexts } from './texts.ts'

export type SetupWayProps = {
  readonly direction: TypedCounter['direction']
  readonly onChange: (direction: TypedCounter['direction']) => void
}

/** Where people are sent who are called to a counter: an arrow, words, and a coloured line on the floor. */
export function SetupWay({ direction, onChange }: SetupWayProps) {
  const t = capacityTexts(useConsole().language)
  return (
    <>
      <CheckBox
        checked={direction !== null}
        onChange={(has) =>
          onChange(has ? { arrow: 'straight', line: null, text: { de: '', 'de-simple': '', en: '' } } : null)
        }
      >
        {t('setup.way')}
      </CheckBox>
      {direction !== null && (
        <div className="plan-pair">
          <Picker
            label={t('setup.arrow')}
            options={ARROWS.map((value) => ({ value, text: t(`setup.arrow.${value}`) }))}
            value={direction.arrow}
            onChange={(value) =>
              onChange({ ...direction, arrow: ARROWS.find((one) => one === value) ?? direction.arrow })
            }
          />
          <Picker
            label={t('setup.line')}
            options={[NO_LINE, ...LINES].map((value) => ({ value, text: t(`setup.line.${value}`) }))}
            value={direction.line ?? NO_LINE}
            onChange={(value) => onChange({ ...direction, line: LINES.find((one) => one === value) ?? null })}
          />
          {LANGUAGES.map((each) => (
            <TextInput
              key={each}
              label={t(`setup.way.${each}`)}
              hint={t('setup.way.hint')}
              value={direction.text[each]}
              maxLength={80}
              onChange={(text) => onChange({ ...direction, text: { ...direction.text, [each]: text } })}
            />
          ))}
        </div>
      )}
    </>
  )
}

/** How a form says that there is no line. */
const NO_LINE = 'none' as const
