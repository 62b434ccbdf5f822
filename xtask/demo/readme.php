<?php

// Runs the code of a README: `php readme.php < code`. What Composer would load stands here.

require __DIR__ . '/../../php/autoload.php';
require '/usr/share/php/GuzzleHttp/autoload.php';

eval(stream_get_contents(STDIN));
