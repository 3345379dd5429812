import { useConsole } from '#ui/console/context.ts'
import { siteName } from '#ui/console/directory.ts'
import { RouteLink } from '#ui/console/RouteLink.tsx'
import { useRead } from '#ui/console/useRead.ts'
import { Icon } from '#ui/Icon.tsx'
import { unservedRoute } from '../contract/unserved.ts'
import { hallTexts } from './texts.ts'
import { useUnservedSound } from './unservedSound.ts'

/** Looked at so often, in every room of the console (milliseconds). */
const EVERY = 5_000

/**
 * Somebody waits for what no open counter can do: a quiet mark in the frame of the console, with how many and where,
 * that leads to the overview and ends by itself. It sounds only where that was switched on.
 */
export function UnservedMark() {
  const { language, directory } = useConsole()
  const t = hallTexts(language)
  const { data } = useRead(unservedRoute, {}, { every: EVERY })
  const sites = data?.sites ?? []
  const count = sites.reduce((sum, { people }) => sum + people, 0)
  useUnservedSound(count)
  const where = sites.map(({ site, people }) =>
    t('alarm.siteCount', { site: siteName(directory, site), count: people }),
  )
  // Always there, so that it is read out when it comes.
  return (
    <div role="status">
      {count > 0 && (
        <p className="unserved">
          <Icon name="warning" />
          <RouteLink to="/overview" className="unserved__link">
            {t('unserved.mark', { count })}
          </RouteLink>
          <span>{where.join(', ')}</span>
        </p>
      )}
    </div>
  )
}
