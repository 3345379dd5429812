import { type ReactNode, useCallback, useMemo, useState } from 'react'
import { I18nProvider } from 'react-aria-components'
import { SiteAlarms } from '#features/hall/screens/SiteAlarms.tsx'
import { UnservedMark } from '#features/hall/screens/UnservedMark.tsx'
import { PrecheckDue } from '#features/precheck/screens/PrecheckDue.tsx'
import type { sessionRoute } from '#features/staff/contract.ts'
import { staffTexts } from '#features/staff/screens/texts.ts'
import type { StaffLanguage } from '#kernel/language.ts'
import type { Client } from '#platform/http/client.ts'
import type { Output } from '#platform/http/contract.ts'
import { ConsoleContext, type ConsoleWorld } from '#ui/console/context.ts'
import { DialogBox } from '#ui/console/DialogBox.tsx'
import { Header } from './Header.tsx'
import { Rooms } from './Rooms.tsx'
import { navigate } from './router.ts'
import { appTexts } from './texts.ts'
import { Unreachable } from './Unreachable.tsx'
import { useDirectory } from './useDirectory.ts'

/** Somebody signed in. */
export type Person = NonNullable<Output<typeof sessionRoute>['staff']>

export type SignedInProps = {
  readonly staff: Person
  readonly call: Client
  readonly language: StaffLanguage
  readonly onLanguage: (language: StaffLanguage) => void
  readonly onSignOut: () => Promise<void>
  /** The form to sign in again; while it is there, the screen waits below it. */
  readonly signInAgain: ReactNode
}

/** The console of somebody signed in: header, the screen at hand, and the voice that says what changes. */
export function SignedIn({ staff, call, language, onLanguage, onSignOut, signInAgain }: SignedInProps) {
  const t = staffTexts(language)
  const [said, announce] = useAnnouncements()
  const directory = useDirectory(call, language)
  const world = useMemo<ConsoleWorld | undefined>(
    () => directory && { call, language, directory, announce, navigate },
    [call, language, directory, announce],
  )
  if (!world) return <Unreachable language={language} failed={false} />
  return (
    <I18nProvider locale={language}>
      <ConsoleContext.Provider value={world}>
        <div className="console">
          <a className="console-skip" href="#main">
            {appTexts(language)('skip')}
          </a>
          <Header staff={staff} language={language} onLanguage={onLanguage} onSignOut={onSignOut} />
          {isInHouse(staff) && staff.site && (
            <SiteAlarms key={staff.site.key} site={staff.site.key} counter={staff.counter?.id ?? null} />
          )}
          {staff.roles.includes('clerk') && staff.site && <PrecheckDue site={staff.site.key} />}
          {oversees(staff) && <UnservedMark />}
          <main className="console-main" id="main" tabIndex={-1}>
            <Rooms staff={staff} />
          </main>
          <div className="kern-sr-only" aria-live="polite">
            {said}
          </div>
        </div>
        <DialogBox
          title={t('signIn.again')}
          open={signInAgain !== undefined}
          dismissable={false}
          onClose={() => undefined}
        >
          <p className="kern-body">{t('signIn.againIntro')}</p>
          {signInAgain}
        </DialogBox>
      </ConsoleContext.Provider>
    </I18nProvider>
  )
}

/** Does this person work where the public comes, so that a call for help concerns them? */
function isInHouse({ roles }: Person): boolean {
  return roles.some((role) => role === 'clerk' || role === 'information_desk' || role === 'manager')
}

/** Does this person answer for what happens at the sites? */
function oversees({ roles }: Person): boolean {
  return roles.some((role) => role === 'manager' || role === 'administrator')
}

/** The same words twice in a row are said twice: an invisible blank makes them differ. */
function useAnnouncements(): [string, (text: string) => void] {
  const [said, setSaid] = useState('')
  const announce = useCallback(
    (text: string) => setSaid((before) => (before === text ? `${text}\u00a0` : text)),
    [],
  )
  return [said, announce]
}
