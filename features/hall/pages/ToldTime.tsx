import { LivePart } from '#ui/LivePart.tsx'
import { Text } from '#ui/Text.tsx'
import type { ToldParts } from './toldWords.ts'

/** When somebody is probably called, why that has changed, and by when they have to be back; all of it changes while they wait, and may be empty. */
export function ToldTime({ told, back, cause }: ToldParts) {
  return (
    <Text size="large">
      <strong>
        <LivePart name="told">{told}</LivePart>
      </strong>{' '}
      <LivePart name="cause">{cause}</LivePart> <LivePart name="back">{back}</LivePart>
    </Text>
  )
}
