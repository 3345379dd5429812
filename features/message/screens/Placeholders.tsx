import { type RefObject, useEffect, useRef } from 'react'
import { LANGUAGES, type Language } from '#kernel/language.ts'
import { ActionButton } from '#ui/console/ActionButton.tsx'
import { useConsole } from '#ui/console/context.ts'
import { TEMPLATE_PARTS, type TemplatePart, type TemplateTexts } from '../model/template.ts'
import { messageTexts, type TemplateNow } from './texts.ts'

type Place = { readonly part: TemplatePart; readonly language: Language; readonly field: HTMLTextAreaElement }

export type PlaceholdersProps = {
  readonly template: TemplateNow
  readonly form: RefObject<HTMLFormElement | null>
  readonly typed: TemplateTexts
  readonly onInsert: (part: TemplatePart, language: Language, value: string) => void
}

/** What may stand in braces and what it becomes; a press puts it where somebody wrote last. */
export function Placeholders({ template, form, typed, onInsert }: PlaceholdersProps) {
  const { language } = useConsole()
  const t = messageTexts(language)
  const last = useRef<Place>(undefined)

  useEffect(() => {
    const remember = ({ target }: FocusEvent) => {
      const place = target instanceof HTMLTextAreaElement ? placeOf(target) : undefined
      if (place) last.current = place
    }
    const element = form.current
    element?.addEventListener('focusin', remember)
    return () => element?.removeEventListener('focusin', remember)
  }, [form])

  function insert(name: string) {
    const first = form.current?.querySelector<HTMLTextAreaElement>('[data-field^="opening"] textarea')
    const place = last.current ?? (first ? placeOf(first) : undefined)
    if (!place) return
    const { part, field } = place
    const before = typed[part][place.language]
    const [from, until] = [field.selectionStart, field.selectionEnd]
    onInsert(part, place.language, `${before.slice(0, from)}{${name}}${before.slice(until)}`)
    const behind = from + name.length + 2
    // The caret goes behind what was put in, once it stands there.
    requestAnimationFrame(() => {
      field.focus()
      field.setSelectionRange(behind, behind)
    })
  }

  return (
    <details className="template-names">
      <summary>{t('names')}</summary>
      <p className="kern-hint">{t('names.hint')}</p>
      <ul className="console-list">
        {template.placeholders.map(({ name, inSubject, example }) => (
          <li className="console-item" key={name}>
            <span className="console-item__main">
              <strong>{`{${name}}`}</strong>
              <span className="console-line">
                {t('names.becomes', { what: t(`name.${name}`), example: example[language] })}
                {!inSubject && ` · ${t('names.notInSubject')}`}
              </span>
            </span>
            <ActionButton label={t('names.insertNamed', { name: `{${name}}` })} onPress={() => insert(name)}>
              {t('names.insert')}
            </ActionButton>
          </li>
        ))}
      </ul>
    </details>
  )
}

function placeOf(field: HTMLTextAreaElement): Place | undefined {
  const [name, tag] = field.closest('[data-field]')?.getAttribute('data-field')?.split(' ') ?? []
  const part = TEMPLATE_PARTS.find((each) => each === name)
  const language = LANGUAGES.find((each) => each === tag)
  return part && language ? { part, language, field } : undefined
}
