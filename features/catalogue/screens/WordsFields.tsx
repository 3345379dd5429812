import { LANGUAGES, languageTag, type Texts } from '#kernel/language.ts'
import { useConsole } from '#ui/console/context.ts'
import { TextBox } from '#ui/console/TextBox.tsx'
import { consoleTexts } from '#ui/console/texts.ts'
import { TEXT_LIMIT } from '../model/editing.ts'
import { catalogueTexts } from './texts.ts'

export type WordsFieldsProps = {
  readonly label: string
  readonly texts: Texts
  /** A text that is empty is shown as a fault. */
  readonly isChecked: boolean
  readonly onChange: (texts: Texts) => void
}

/** The same words in every language, one beside the other where there is room. */
export function WordsFields({ label, texts, isChecked, onChange }: WordsFieldsProps) {
  const { language } = useConsole()
  const t = catalogueTexts(language)
  return (
    <div className="checklist-words">
      {LANGUAGES.map((each) => (
        <TextBox
          key={each}
          label={`${label} · ${consoleTexts(language)(`language.${each}`)}`}
          value={texts[each]}
          rows={2}
          maxLength={2 * TEXT_LIMIT}
          lang={languageTag(each)}
          error={isChecked && texts[each].trim() === '' ? t('words.missing') : undefined}
          onChange={(value) => onChange({ ...texts, [each]: value })}
        />
      ))}
    </div>
  )
}
