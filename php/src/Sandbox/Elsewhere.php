<?php

declare(strict_types=1);

namespace Sanspay\Sandbox;

use Psr\Http\Client\RequestExceptionInterface;
use Psr\Http\Message\RequestInterface;

/** A request to somewhere else than the sandbox. It was not sent: a test reaches nobody. */
final class Elsewhere extends \RuntimeException implements RequestExceptionInterface
{
    use AboutRequest;

    /** @internal */
    public function __construct(#[\SensitiveParameter] RequestInterface $request, string $base_url)
    {
        // Without what may hold a token.
        $uri = $request->getUri()->withUserInfo('')->withQuery('')->withFragment('');
        parent::__construct(
            "{$request->getMethod()} {$uri} was not sent: this sandbox answers for {$base_url} alone, and reaches nobody else. "
            . 'Take the accounts that it has, or make it with the base_url that yours have',
        );
        $this->about($request);
    }
}
