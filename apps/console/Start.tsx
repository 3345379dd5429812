import { LateLetters } from '#features/message/screens/LateLetters.tsx'
import { useConsole } from '#ui/console/context.ts'
import { RouteLink } from '#ui/console/RouteLink.tsx'
import { Screen } from '#ui/console/Screen.tsx'
import type { Person } from './SignedIn.tsx'
import { roomsOf } from './screens.ts'
import { appTexts } from './texts.ts'

/** Where somebody begins who may do several things. */
export function Start({ staff }: { readonly staff: Person }) {
  const { language } = useConsole()
  const t = appTexts(language)
  const rooms = roomsOf(staff.roles)
  return (
    <Screen title={t('start.title', { name: staff.name })}>
      {staff.roles.some((role) => role === 'manager' || role === 'administrator') && <LateLetters />}
      <p className="kern-body">{t(rooms.length > 0 ? 'start.intro' : 'start.none')}</p>
      <ul className="console-rooms">
        {rooms.map((room) => (
          <li key={room.path} className="console-panel">
            <RouteLink to={room.path} className="console-rooms__link">
              {t(room.text)}
            </RouteLink>
            <span className="console-line">{t(`${room.text}.hint`)}</span>
          </li>
        ))}
      </ul>
      {staff.roles.includes('administrator') && (
        <section className="console-panel console-import">
          <h2 className="console-panel__title">{t('import.title')}</h2>
          <p className="kern-body">{t('import.text')}</p>
        </section>
      )}
    </Screen>
  )
}
