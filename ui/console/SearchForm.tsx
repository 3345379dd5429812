import { type FormEvent, type ReactNode, type Ref, useState } from 'react'
import { ActionButton } from './ActionButton.tsx'
import { useConsole } from './context.ts'
import { commonFailureText, type ReadFailure } from './failure.ts'
import { Loading, ReadProblem } from './ReadState.tsx'
import { TextInput } from './TextInput.tsx'
import { consoleTexts } from './texts.ts'

/** Shortest text that the server searches for. */
const LEAST = 2

export type SearchFormProps = {
  readonly label: string
  readonly hint: string
  readonly button: string
  /** What is typed belongs to the screen, which may empty it. */
  readonly value: string
  readonly onChange: (value: string) => void
  /** Without blanks around it, and long enough. */
  readonly onSearch: (text: string) => void
  readonly busy?: boolean
  readonly field?: Ref<HTMLInputElement>
}

/** One line to search by, with its button; too short a text is said at the field. */
export function SearchForm(props: SearchFormProps) {
  const { label, hint, button, value, onChange, onSearch, busy = false, field } = props
  const t = consoleTexts(useConsole().language)
  const [short, setShort] = useState(false)

  function search(event: FormEvent) {
    event.preventDefault()
    const text = value.trim()
    setShort(text.length < LEAST)
    if (text.length >= LEAST) onSearch(text)
  }

  return (
    <form className="console-search" onSubmit={search}>
      <TextInput
        type="search"
        label={label}
        hint={hint}
        value={value}
        onChange={onChange}
        maxLength={120}
        error={short ? t('search.short', { least: LEAST }) : undefined}
        {...(field ? { field } : {})}
      />
      <ActionButton type="submit" variant="primary" busy={busy}>
        {button}
      </ActionButton>
    </form>
  )
}

export type FoundProps<Data> = {
  readonly read: {
    readonly data: Data | undefined
    readonly error: ReadFailure<never> | null
    readonly isLoading: boolean
    readonly refetch: () => Promise<unknown>
  }
  readonly children: (data: Data) => ReactNode
}

/** What came of a search: not there yet, not to be read, or found. */
export function Found<Data>({ read, children }: FoundProps<Data>) {
  const t = consoleTexts(useConsole().language)
  return (
    <>
      {read.error && (
        <ReadProblem text={commonFailureText(read.error.code, t)} onRetry={() => void read.refetch()} />
      )}
      {read.isLoading && <Loading />}
      {read.data !== undefined && children(read.data)}
    </>
  )
}
