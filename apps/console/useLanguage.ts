import { useEffect, useState } from 'react'
import { STAFF_LANGUAGES, type StaffLanguage } from '#kernel/language.ts'

const STORED = 'dran.console.language'

function readLanguage(text: string | null | undefined): StaffLanguage | undefined {
  return STAFF_LANGUAGES.find((language) => language === text)
}

/** The language of the screens: what was chosen in this browser, else the person's own, else the browser's. */
export function useLanguage(
  own: StaffLanguage | undefined,
): [StaffLanguage, (language: StaffLanguage) => void] {
  const [chosen, setChosen] = useState(() => readLanguage(localStorage.getItem(STORED)))
  const language = chosen ?? own ?? readLanguage(navigator.language.slice(0, 2)) ?? 'de'
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  const choose = (to: StaffLanguage) => {
    localStorage.setItem(STORED, to)
    setChosen(to)
  }
  return [language, choose]
}
