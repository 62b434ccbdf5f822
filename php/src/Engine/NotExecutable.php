<?php

declare(strict_types=1);

namespace Sanspay\Engine;

/**
 * The system lets nobody run machine code that was loaded as data: bytecode is what remains.
 *
 * @internal
 */
final class NotExecutable extends \RuntimeException
{
}
