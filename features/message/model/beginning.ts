import type { MessageFacts } from '../model.ts'
import { oneLine } from './address.ts'
import type { Block } from './blocks.ts'
import { text, texts } from './phrases.ts'

/** The content id of the QR code's image. */
export const QR_IMAGE = 'qr@dran'

/** What to do when the time has come. */
export function beginning(facts: MessageFacts): readonly Block[] {
  const t = texts(facts.language)
  const { visitKind, phone, videoLink } = facts
  if (visitKind === 'telephone')
    return [
      { kind: 'heading', text: t('telephone.heading') },
      text(t('telephone.text', { phone: oneLine(phone ?? '') })),
    ]
  if (visitKind === 'video')
    return [
      { kind: 'heading', text: t('video.heading') },
      text(t('video.text')),
      ...(videoLink ? [{ kind: 'button', text: t('video.link'), url: videoLink } as const] : []),
    ]
  return [
    { kind: 'heading', text: t('arrive.heading') },
    text(t(facts.site.mobile ? 'arrive.stop' : 'arrive.text')),
    ...(facts.punctuality ? [text(t('arrive.rule', facts.punctuality))] : []),
    { kind: 'image', contentId: QR_IMAGE, alt: t('arrive.image'), url: facts.link },
  ]
}
