import type { Texts } from '#kernel/language.ts'
import { shownText } from '#kernel/shownText.ts'
import { useConsole } from '#ui/console/context.ts'
import { LONGEST_NOTICE } from '../model.ts'
import { noticeTexts } from './texts.ts'

/** How a display shows what is being typed: German in large letters, English beside it. */
export function NoticePreview({ texts }: { readonly texts: Texts }) {
  const { language } = useConsole()
  const t = noticeTexts(language)
  const de = shownText(texts.de, LONGEST_NOTICE)
  return (
    <figure className="console-preview" aria-label={t('preview')}>
      <figcaption className="kern-hint">{t('preview')}</figcaption>
      <div className="console-preview__screen">
        {de === '' ? (
          <p>{t('preview.empty')}</p>
        ) : (
          <>
            <p lang="de">{de}</p>
            <p className="console-preview__second" lang="en">
              {shownText(texts.en, LONGEST_NOTICE) || de}
            </p>
          </>
        )}
      </div>
    </figure>
  )
}
