import { useState } from 'react'
import { Button } from 'react-aria-components'
import type { StaffLanguage } from '#kernel/language.ts'
import { Confirm } from '#ui/console/DialogBox.tsx'
import { RouteLink } from '#ui/console/RouteLink.tsx'
import { Preferences } from './Preferences.tsx'
import { usePath } from './router.ts'
import type { Person } from './SignedIn.tsx'
import { groupsOf, type Room, roomAt, roomsOf } from './screens.ts'
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
  const groups = groupsOf(rooms)
  const inside = groups.find(({ group }) => group === here?.group)
  return (
    <header className="console-header">
      <RouteLink to="/" className="console-brand">
        {t('brand')}
      </RouteLink>
      <nav aria-label={t('nav')} className="console-header__nav">
        {groups.length > 0 ? (
          <ul className="console-nav">
            {groups.map(({ group, rooms: [first] }) =>
              first ? (
                <li key={group}>
                  <RouteLink to={first.path} className="" current={group === here?.group && 'true'}>
                    {t(`group.${group}`)}
                  </RouteLink>
                </li>
              ) : null,
            )}
          </ul>
        ) : (
          <RoomLinks rooms={rooms} here={here} language={language} />
        )}
      </nav>
      <div className="console-user">
        <span className="console-user__name">
          <span className="kern-sr-only">{t('user')}: </span>
          {staff.name}
        </span>
        <Preferences language={language} onLanguage={onLanguage} />
        <Button onPress={() => (staff.counter ? setAsking(true) : void onSignOut())}>{t('signOut')}</Button>
      </div>
      {inside && inside.rooms.length > 1 && (
        <nav aria-label={t(`group.${inside.group}`)} className="console-header__rooms">
          <RoomLinks rooms={inside.rooms} here={here} language={language} />
        </nav>
      )}
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

type RoomLinksProps = {
  readonly rooms: readonly Room[]
  readonly here: Room | undefined
  readonly language: StaffLanguage
}

function RoomLinks({ rooms, here, language }: RoomLinksProps) {
  const t = appTexts(language)
  return (
    <ul className="console-nav">
      {rooms.map((room) => (
        <li key={room.path}>
          <RouteLink to={room.path} className="" current={room === here}>
            {t(room.text)}
          </RouteLink>
        </li>
      ))}
    </ul>
  )
}
