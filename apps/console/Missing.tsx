import { useConsole } from '#ui/console/context.ts'
import { RouteLink } from '#ui/console/RouteLink.tsx'
import { Screen } from '#ui/console/Screen.tsx'
import { appTexts } from './texts.ts'

/** No such screen, or not for this person: nobody learns which. */
export function Missing() {
  const { language } = useConsole()
  const t = appTexts(language)
  return (
    <Screen title={t('missing.title')}>
      <p className="kern-body">{t('missing.text')}</p>
      <RouteLink to="/">{t('missing.start')}</RouteLink>
    </Screen>
  )
}
