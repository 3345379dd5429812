import { Type } from 'typebox'
import { LANGUAGES } from '#kernel/language.ts'
import { defineRoute } from '#platform/http/contract.ts'
import { DEVICE_KINDS, DISPLAY_CONTENTS, PRINTER_STATES } from './model.ts'

const Key = Type.String({ pattern: '^[a-z0-9-]{2,40}$' })
const Moment = Type.String({ format: 'date-time', description: 'ISO 8601, UTC' })
const Uuid = Type.String({ format: 'uuid' })
const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()])
const Name = Type.String({ minLength: 1, maxLength: 60 })
/** The key of something in a house plan. */
const ThingKey = Type.String({ pattern: '^[a-z0-9-]{1,40}$' })
const WallTime = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' })

/** How a display is set up. */
export const SettingsSchema = Type.Object({
  language: Type.Enum(LANGUAGES),
  secondLanguage: OrNull(Type.Enum(LANGUAGES)),
  volume: Type.Integer({ minimum: 0, maximum: 100, description: 'Of chime and speech; 0 is silent' }),
  quietFrom: OrNull(WallTime),
  quietUntil: OrNull(WallTime),
  speaks: Type.Boolean({ description: 'Speaks number and counter after the chime' }),
  flashes: Type.Boolean({ description: 'Flashes the whole screen, for people who do not hear it' }),
  shows: Type.Enum(DISPLAY_CONTENTS, { description: 'While nobody is called' }),
})

/** A printer, as its agent says; `agent_silent` where the agent says nothing any more. */
export const PrinterSchema = Type.Object({
  state: Type.Enum([...PRINTER_STATES, 'agent_silent']),
  since: Moment,
})

const DeviceParams = Type.Object({ device: Uuid })

export const devicesRoute = defineRoute({
  id: 'device.list',
  kind: 'query',
  method: 'GET',
  path: '/api/devices',
  summary: 'Displays, kiosks and agents that are paired, and whether they must be',
  tags: ['device'],
  output: Type.Object({
    pairingRequired: Type.Boolean(),
    devices: Type.Array(
      Type.Object({
        device: Uuid,
        kind: Type.Enum(DEVICE_KINDS),
        site: Key,
        name: Type.String(),
        seenAt: Moment,
        offlineSince: OrNull(Moment),
        settings: SettingsSchema,
        kiosk: OrNull(Uuid),
        standsAt: OrNull(ThingKey),
        printer: OrNull(PrinterSchema),
      }),
    ),
  }),
  errors: [],
})

export const pairDeviceRoute = defineRoute({
  id: 'device.pair',
  kind: 'command',
  method: 'POST',
  path: '/api/devices',
  summary: 'Pair the device that shows this code with a site',
  tags: ['device'],
  limit: 'sensitive',
  body: Type.Object({ code: Type.String({ maxLength: 20 }), site: Key, name: Name }),
  output: Type.Object({ device: Uuid }),
  errors: ['unknown_code', 'unknown_site', 'no_name'],
})

export const changeDeviceRoute = defineRoute({
  id: 'device.change',
  kind: 'command',
  method: 'POST',
  path: '/api/devices/:device',
  summary: 'Name a device, set a display up, say where a kiosk stands, or for which kiosk an agent prints',
  tags: ['device'],
  params: DeviceParams,
  body: Type.Object({
    name: Name,
    settings: SettingsSchema,
    kiosk: Type.Optional(OrNull(Uuid)),
    standsAt: Type.Optional(OrNull(ThingKey)),
  }),
  errors: ['unknown_device', 'no_name', 'same_language', 'half_quiet'],
})

export const unpairDeviceRoute = defineRoute({
  id: 'device.unpair',
  kind: 'command',
  method: 'POST',
  path: '/api/devices/:device/unpair',
  summary: 'Take a device away from its site; it gets nothing any more where pairing is required',
  tags: ['device'],
  params: DeviceParams,
  errors: ['unknown_device'],
})

export const requirePairingRoute = defineRoute({
  id: 'device.require',
  kind: 'command',
  method: 'POST',
  path: '/api/device-rule',
  summary: 'Decide whether displays and kiosks must be paired',
  tags: ['device'],
  body: Type.Object({ pairingRequired: Type.Boolean() }),
  errors: [],
})
