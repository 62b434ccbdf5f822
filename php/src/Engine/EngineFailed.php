<?php

declare(strict_types=1);

namespace Sanspay\Engine;

/** One call could not be finished: nothing was answered, and the next call starts afresh. */
final class EngineFailed extends \RuntimeException
{
}
