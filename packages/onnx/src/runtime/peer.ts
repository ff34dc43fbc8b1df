import { invalidArgument, isMissingPackage, unsupportedModel } from '@csm/base';
import type { InferenceSession, TensorConstructor } from 'onnxruntime-common';
import type { RuntimeSession } from './runtime-options.js';

/** The part of an ONNX Runtime package that is used. */
export interface OnnxRuntime {
  readonly InferenceSession: {
    create(model: Uint8Array, options?: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  readonly Tensor: TensorConstructor;
}

/** An ONNX Runtime package, which is an optional peer dependency. */
export interface Peer {
  readonly packageName: string;
  /** The command that installs it. */
  readonly install: string;
  /** The session if the user names none. */
  defaultSession(): RuntimeSession;
  /** Loads the package. */
  load(session: string, threads: number | undefined): Promise<LoadedPeer>;
}

export interface LoadedPeer {
  readonly runtime: OnnxRuntime;
  /** The sessions that the package has on this system. */
  readonly sessions: readonly string[];
}

/**
 * Loads an ONNX Runtime package.
 * @throws if the package is not installed or cannot be loaded, or if it does not have the session on this system.
 */
export async function loadPeer(
  caller: string,
  peer: Peer,
  session: string,
  threads: number | undefined,
): Promise<OnnxRuntime> {
  const { packageName } = peer;
  let loaded: LoadedPeer;
  try {
    loaded = await peer.load(session, threads);
  } catch (error) {
    throw isMissingPackage(error, packageName)
      ? invalidArgument(
          `${caller}: expected the package "${packageName}", which is not installed; install it: ${peer.install}.`,
          { cause: error },
        )
      : unsupportedModel(
          `${caller}: "${packageName}" could not be loaded (${reasonOf(error)}); install it again: ${peer.install}.`,
          { cause: error },
        );
  }
  const { runtime, sessions } = loaded;
  if (sessions.includes(session)) return runtime;
  const names = sessions.map((name) => `"${name}"`).join(', ');
  throw invalidArgument(
    `${caller}: session "${session}" is not available in "${packageName}" on this system; pass { session } with one of: ${names}.`,
  );
}

/** The message of an error, without its last period and without line breaks. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/\s+/g, ' ').trim().replace(/\.+$/, '');
}
