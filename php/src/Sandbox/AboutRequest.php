<?php

declare(strict_types=1);

namespace Sanspay\Sandbox;

use Psr\Http\Message\RequestInterface;
use Sanspay\Secrets;

/**
 * An exception's request, which holds credentials, and so is not shown with it.
 *
 * @internal
 */
trait AboutRequest
{
    public function getRequest(): RequestInterface
    {
        /** @var RequestInterface */
        return Secrets::of($this, 'request');
    }

    private function about(#[\SensitiveParameter] RequestInterface $request): void
    {
        Secrets::keep($this, ['request' => $request]);
    }
}
