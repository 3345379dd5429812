import { type ReactNode, useEffect } from 'react'
import { staffTexts } from '#features/staff/screens/texts.ts'
import type { StaffLanguage } from '#kernel/language.ts'
import { Preferences } from './Preferences.tsx'
import { appTexts } from './texts.ts'

export type SignInPageProps = {
  readonly language: StaffLanguage
  readonly onLanguage: (language: StaffLanguage) => void
  readonly children: ReactNode
}

/** The page that everybody sees who is not signed in. The address stays: after signing in one is where one wanted. */
export function SignInPage({ language, onLanguage, children }: SignInPageProps) {
  const t = staffTexts(language)
  useEffect(() => {
    document.title = `${t('signIn.title')} – Dran`
  }, [t])
  return (
    <div className="console">
      <header className="console-header">
        <span className="console-brand">{appTexts(language)('brand')}</span>
        <div className="console-user console-user--end">
          <Preferences language={language} onLanguage={onLanguage} />
        </div>
      </header>
      <main className="console-login">
        <h1 className="console-title">{t('signIn.title')}</h1>
        {children}
      </main>
    </div>
  )
}
