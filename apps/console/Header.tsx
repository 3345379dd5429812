import { useState } from 'react'
import { Button } from 'react-aria-components'
import type { StaffLanguage } from '#kernel/language.ts'
import { Confirm } from '#ui/console/DialogBox.tsx'
import { RouteLink } from '#ui/console/RouteLink.tsx'
import { Preferences } from './Preferences.tsx'
import { usePath } from './router.ts'
import type { Person } from './SignedIn.tsx'
import { roomAt, roomsOf } from './screens.ts'
import { appTexts } from './texts.ts'

export type HeaderProps = {
  readonly staff: Person
  readonly language: StaffLanguage
  readonly onLanguage: (language: StaffLanguage) => void
  readonly onSignOut: () => Promise<void>
}

/** The rooms that this person may enter, who is signed in, and the way out. */
export function Header({ staff, language, onLanguage, onSignOut }: HeaderProps) {
  const t = appTexts(language)
  const here = roomAt(usePath())
  const [asking, setAsking] = useState(false)
  const rooms = roomsOf(staff.roles)
  return (
    <header className="console-header">
      <RouteLink to="/" className="console-brand">
        {t('brand')}
      </RouteLink>
      <nav aria-label={t('nav')} className="console-header__nav">
        <ul className="console-nav">
          {rooms.map((room) => (
            <li key={room.path}>
              <RouteLink to={room.path} className="" current={room === here}>
                {t(room.text)}
              </RouteLink>
            </li>
          ))}
        </ul>
      </nav>
      <div className="console-user">
        <span className="console-user__name">
          <span className="kern-sr-only">{t('user')}: </span>
          {staff.name}
        </span>
        <Preferences language={language} onLanguage={onLanguage} />
        <Button onPress={() => (staff.counter ? setAsking(true) : void onSignOut())}>{t('signOut')}</Button>
      </div>
      <Confirm
        title={t('signOut.seated')}
        text={t('signOut.seatedText', { counter: staff.counter?.name[language] ?? '' })}
        yes={t('signOut')}
        no={t('signOut.stay')}
        open={asking}
        onYes={() => void onSignOut()}
        onClose={() => setAsking(false)}
      />
    </header>
  )
}
