import { useConsole } from '#ui/console/context.ts'
import { Picker } from '#ui/console/Picker.tsx'
import { hallTexts } from './texts.ts'

export type SiteChoiceProps = {
  readonly value: string | undefined
  readonly onChange: (site: string) => void
}

/** For people who work for all sites: at which one are they now? */
export function SiteChoice({ value, onChange }: SiteChoiceProps) {
  const { language, directory } = useConsole()
  const t = hallTexts(language)
  return (
    <Picker
      label={t('site.label')}
      placeholder={t('site.choose')}
      value={value}
      onChange={onChange}
      options={directory.sites.map((site) => ({ value: site.key, text: site.name }))}
    />
  )
}
