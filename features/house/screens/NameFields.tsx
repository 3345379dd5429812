import { LANGUAGES, type Texts } from '#kernel/language.ts'
import { useConsole } from '#ui/console/context.ts'
import { TextInput } from '#ui/console/TextInput.tsx'
import { houseTexts } from './texts.ts'

/** A name as citizens read it, in each of their languages. */
export function NameFields(props: { readonly name: Texts; readonly onChange: (name: Texts) => void }) {
  const { name, onChange } = props
  const t = houseTexts(useConsole().language)
  return LANGUAGES.map((language) => (
    <TextInput
      key={language}
      label={t(`name.${language}`)}
      value={name[language]}
      maxLength={60}
      onChange={(text) => onChange({ ...name, [language]: text })}
      error={name[language].trim() === '' ? t('name.missing') : undefined}
    />
  ))
}
