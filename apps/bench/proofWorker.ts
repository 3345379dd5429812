import { parentPort } from 'node:worker_threads'
import { solveChallenge } from '#features/booking/model/proof.ts'

// What a browser's worker does, in a worker of Node.
parentPort?.on('message', (challenge: string) => parentPort?.postMessage(solveChallenge(challenge)))
