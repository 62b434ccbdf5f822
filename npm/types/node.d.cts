/** What is read of a request of node:http, or of a framework over it. */
export interface NodeRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: { readonly [name: string]: string | string[] | undefined };
  on(event: string, listener: (...args: any[]) => void): unknown;
}

/** What is done with a response of node:http, or of a framework over it. */
export interface NodeResponse {
  readonly headersSent: boolean;
  writeHead(status: number, headers: any): unknown;
  end(body: Uint8Array | string): unknown;
}

/** How a listener behaves. */
export interface ListenerOptions {
  /** Is told what went wrong where there is no `next` to tell; `console.error` if not given. */
  failed?: ((error: unknown) => void) | undefined;
}

/**
 * A listener for node:http, Express and Connect that lets a handler of `Request` and `Response` answer:
 * `app.post("/notices", listener(shop.notices("order", handle)))`.
 *
 * It reads the raw body. Where a middleware has read it already, `req.body` must be the bytes or the text as they came. What
 * the handler throws goes to `next`; where there is none, the answer is 500. The handler sees the path and the query of
 * `request.url`; its host is always localhost.
 */
export function listener(
  handler: (request: Request) => Response | Promise<Response>,
  options?: ListenerOptions,
): (req: NodeRequest, res: NodeResponse, next?: (error?: unknown) => void) => Promise<void>;
