import { useState } from 'react'
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import { STAFF_LANGUAGES, type StaffLanguage } from '#kernel/language.ts'
import { applyLook, LOOKS, rememberedLook } from './look.ts'
import { appTexts } from './texts.ts'

export type PreferencesProps = {
  readonly language: StaffLanguage
  readonly onLanguage: (language: StaffLanguage) => void
}

/** How the console looks and in which language, for this browser. */
export function Preferences({ language, onLanguage }: PreferencesProps) {
  const t = appTexts(language)
  const [look, setLook] = useState(rememberedLook)
  const other = STAFF_LANGUAGES.filter((one) => one !== language)
  return (
    <>
      {other.map((one) => (
        <Button key={one} lang={one} onPress={() => onLanguage(one)}>
          {t(`language.${one}`)}
        </Button>
      ))}
      <MenuTrigger>
        <Button>{t('look')}</Button>
        <Popover>
          <Menu
            aria-label={t('look')}
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[look]}
            onAction={(key) => {
              const chosen = LOOKS.find((one) => one === key) ?? 'system'
              applyLook(chosen)
              setLook(chosen)
            }}
          >
            {LOOKS.map((one) => (
              <MenuItem key={one} id={one}>
                {t(`look.${one}`)}
              </MenuItem>
            ))}
          </Menu>
        </Popover>
      </MenuTrigger>
    </>
  )
}
