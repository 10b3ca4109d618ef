import type { INestApplication, WebSocketAdapter } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { WsAdapter } from '@nestjs/platform-ws';
import { io } from 'socket.io-client';
import { WebSocket } from 'ws';
import { Inbox } from './inbox.js';

/** What a client sends at the handshake. */
export interface Handshake {
  readonly token?: unknown;
  readonly headers?: Record<string, string>;
  readonly query?: string;
}

/** A client of either adapter. */
export interface SocketClient {
  readonly inbox: Inbox;
  /** Resolves after the handshake, before the token is verified. */
  readonly opened: Promise<void>;
  /** Resolves with the reason when the server closes the socket. */
  readonly closed: Promise<unknown>;
  readonly isOpen: boolean;
  send(event: string, data?: unknown): void;
  close(): void;
}

export interface SocketKind {
  readonly name: 'socket.io' | 'ws';
  /** The value of `closed` for a socket that the server refuses or no longer accepts. */
  readonly closing: (code: string) => unknown;
  adapter(app: INestApplication): WebSocketAdapter;
  connect(url: string, handshake?: Handshake): SocketClient;
  /** A handshake with a token in the usual place. */
  handshakeWith(token: string): Handshake;
}

const socketIo: SocketKind = {
  name: 'socket.io',
  closing: () => 'io server disconnect',
  adapter: (app) => new IoAdapter(app),
  handshakeWith: (token) => ({ token }),
  connect(url, { token, headers = {}, query = '' } = {}) {
    const socket = io(`${url}${query}`, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      extraHeaders: headers,
      ...(token !== undefined && { auth: { token } }),
    });
    const inbox = new Inbox();
    socket.onAny((event: string, data: unknown) => inbox.put(event, data));
    return {
      inbox,
      opened: new Promise((resolve) => {
        socket.once('connect', () => resolve());
      }),
      closed: new Promise((resolve) => {
        socket.once('disconnect', resolve);
      }),
      get isOpen() {
        return socket.connected;
      },
      send: (event, data) => void socket.emit(event, data),
      close: () => void socket.close(),
    };
  },
};

const native: SocketKind = {
  name: 'ws',
  closing: (code) => ({ code: 4401, reason: code }),
  adapter: (app) => new WsAdapter(app),
  handshakeWith: (token) => ({ headers: { Authorization: `Bearer ${token}` } }),
  connect(url, { headers = {}, query = '' } = {}) {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/${query}`, { headers });
    const inbox = new Inbox();
    socket.on('message', (text) => {
      const { event, data } = JSON.parse((text as Buffer).toString()) as { event: string; data: unknown };
      inbox.put(event, data);
    });
    return {
      inbox,
      opened: new Promise((resolve) => {
        socket.once('open', () => resolve());
      }),
      closed: new Promise((resolve) => {
        socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }));
      }),
      get isOpen() {
        return socket.readyState === WebSocket.OPEN;
      },
      send: (event, data) => socket.send(JSON.stringify({ event, data })),
      close: () => socket.close(),
    };
  },
};

export const SOCKET_KINDS: readonly SocketKind[] = [socketIo, native];
