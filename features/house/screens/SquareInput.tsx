import { useState } from 'react'
import { useConsole } from '#ui/console/context.ts'
import { TextInput } from '#ui/console/TextInput.tsx'
import { PLAN_LIMITS } from '../model.ts'
import { houseTexts } from './texts.ts'

export type SquareInputProps = {
  readonly label: string
  readonly value: number
  readonly onChange: (value: number) => void
  readonly least: number
}

/** A place or size in squares. What is no such number stays as it was typed, and changes nothing. */
export function SquareInput({ label, value, onChange, least }: SquareInputProps) {
  const t = houseTexts(useConsole().language)
  const [typed, setTyped] = useState(String(value))
  const isRight = (text: string) =>
    /^\d{1,3}$/.test(text) && Number(text) >= least && Number(text) <= PLAN_LIMITS.squares
  // Somebody moved it by mouse meanwhile.
  const shown = isRight(typed) ? String(value) : typed
  return (
    <TextInput
      label={label}
      value={shown}
      maxLength={3}
      onChange={(text) => {
        setTyped(text)
        if (isRight(text)) onChange(Number(text))
      }}
      error={isRight(shown) ? undefined : t('squares', { least, most: PLAN_LIMITS.squares })}
    />
  )
}
